"""The occupancy (入驻): an area of premises that an enterprise has from a day on, until it moves out."""
