"""Files, tables and messages: what every other room stands on."""
