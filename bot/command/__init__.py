"""The `planminder` command, one module per group of commands. Heavy parts are imported when a command needs them."""
