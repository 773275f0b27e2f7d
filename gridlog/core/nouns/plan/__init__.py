"""The plan (一企业一方案): what the zone does for one enterprise, in numbered versions."""
