/** Milliseconds in which a second press belongs to the first, as systems have it where nobody has changed it. */
export const doublePressMs = 500;
