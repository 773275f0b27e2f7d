"""The station (服务站): a place of a block where enterprises are received."""
