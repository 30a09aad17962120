# Tells secrets that are written into a configuration from names of secrets and from other settings.
# What is said of one never holds its value.
package driftlock.lib.secret

# Why a variable seems to hold a secret; undefined where it does not.
reason(name, value) := found if {
	is_string(value)
	not hidden(value)
	found := holds(name, value)
}

# Holds of what a snapshot keeps in place of a sensitive value, of which nothing can be told.
hidden(value) if startswith(value, "hmac-sha256:")

hidden(value) if value == "(concealed)"

holds(name, value) := sprintf("the variable `%s` holds an AWS access key", [name]) if {
	access_key(value)
} else := sprintf("the variable `%s` holds a private key", [name]) if {
	contains(value, "PRIVATE KEY-----")
} else := sprintf("the variable `%s` holds an access token", [name]) if {
	strings.any_prefix_match(value, issued)
} else := sprintf("the variable `%s` is named for a secret, and its value is written out", [name]) if {
	literal(value)
	named(name)
}

# Prefixes by which services mark the tokens that they issue: GitHub, GitLab, Slack, Stripe.
issued := ["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "sk_live_", "rk_live_", "xoxb-", "xoxp-"]

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
access_key(value) if {
	regex.match(`(^|[^A-Za-z0-9])A(KIA|SIA)[A-Z2-7]{16}([^A-Za-z0-9]|$)`, value)
}

# Holds when a name says that its value is a secret, and not where, or for how long, one is kept.
named(name) if {
	parts := words(name)
	not parts[count(parts) - 1] in about
	secretive(parts)
}

# `dbPassword`, `DB_PASSWORD` and `db-password` are the same words.
words(name) := split(replace(replace(lower(apart), "-", "_"), ".", "_"), "_") if {
	apart := regex.replace(name, `([a-z0-9])([A-Z])`, "${1}_${2}")
}

secretive(parts) if {
	some part in parts
	part in {"apikey", "credentials", "passphrase", "passwd", "password", "pwd", "secret", "token"}
}

secretive(parts) if endswith(parts[_], "password")

secretive(parts) if {
	some number, part in parts
	part in {"access", "api", "auth", "encryption", "private", "signing"}
	parts[number + 1] == "key"
}

# Last words of names that tell something about a secret.
about := {
	"alias", "algorithm", "arn", "audience", "bucket", "count", "days", "disabled", "duration", "enabled",
	"endpoint", "expiration", "expiry", "field", "file", "format", "header", "host", "hours", "id", "identifier",
	"issuer", "length", "limit", "location", "minutes", "name", "names", "namespace", "parameter", "path",
	"policy", "prefix", "ref", "reference", "region", "rotation", "seconds", "size", "source", "store", "table",
	"timeout", "ttl", "type", "uri", "url", "username", "validity", "version",
}

# Holds when a value may itself be a secret, and does not say where one is found.
literal(value) if {
	not lower(trim_space(value)) in {"", "-", "0", "1", "false", "no", "none", "null", "off", "on", "true", "yes"}
	not strings.any_prefix_match(value, elsewhere)
	not regex.match(`^/?[a-z0-9_.-]+(/[a-z0-9_.-]+)+$`, value)
}

# What a value begins with that names a place: an ARN, a reference, a file, an address.
elsewhere := [
	"arn:", "file:", "http://", "https://", "op://", "s3://", "secretsmanager:", "ssm:", "vault:", "{{", "${",
]
