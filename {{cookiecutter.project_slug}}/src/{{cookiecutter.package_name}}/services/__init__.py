"""The rules: functions that take the gateways they need; no click, no I/O."""
