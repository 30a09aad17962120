terraform {
  required_providers {
    driftlock = {
      source = "driftlock/driftlock"
    }
  }
}

provider "driftlock" {
  # Or the environment variable DRIFTLOCK_STORE.
  store = "file://.driftlock"

  # All of these may be left out: the usual AWS chain is asked then.
  region = "eu-west-1"
  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/driftlock"
    session_name = "driftlock"
  }

  # Assumed for each restore, with rights to its calls alone. Or DRIFTLOCK_RESTORE_ROLE_ARN.
  restore_role {
    role_arn = "arn:aws:iam::123456789012:role/driftlock-restore"
  }
}
