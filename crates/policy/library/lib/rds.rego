# What several policies ask of databases.
package driftlock.lib.rds

import data.driftlock.lib.resource

# Holds when a database copies another, or may do so: it takes its settings from there.
replica(db) if {
	some attribute in ["replicate_source_db", "replication_source_identifier"]
	found(db, attribute)
}

found(db, attribute) if resource.given(db, attribute)

found(db, attribute) if resource.open(db, attribute)
