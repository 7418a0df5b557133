"""Houses as earlier landings left them: demonstrations, packed; and what becomes of each under the present code."""
