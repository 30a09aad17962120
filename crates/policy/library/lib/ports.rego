# Which ports a rule of a security group is for, by its `protocol` or `ip_protocol`, `from_port` and `to_port`.
package driftlock.lib.ports

# Holds when a rule is for every protocol.
any_protocol(ports) if protocol(ports) in {"-1", "all"}

# Holds when a rule is for TCP or UDP.
transport(ports) if protocol(ports) in {"tcp", "udp", "6", "17"}

protocol(ports) := lower(sprintf("%v", [object.get(ports, "protocol", object.get(ports, "ip_protocol", ""))]))

# Holds when a rule lets traffic to a port in.
covers(ports, _) if any_protocol(ports)

covers(ports, port) if {
	transport(ports)
	object.get(ports, "from_port", null) <= port
	port <= object.get(ports, "to_port", null)
}
