/** Monday, 2 March 2026, 08:00 UTC: now, wherever a test does not say otherwise. */
export const NOW = Date.UTC(2026, 2, 2, 8);
