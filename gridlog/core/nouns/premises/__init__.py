"""The premises (载体): a plant, an office, a flat, a shop or a piece of land that the zone lets or fills."""
