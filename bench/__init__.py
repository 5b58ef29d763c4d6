"""What moving, building and judging data costs here, beside the barest way of doing the same."""
