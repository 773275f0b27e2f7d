"""The handover (交接): what the officer on duty leaves to the next one."""
