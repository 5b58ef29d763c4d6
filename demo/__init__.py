"""A simulated county: one coherent world, the departments' systems that show it, and what the figures truly are."""
