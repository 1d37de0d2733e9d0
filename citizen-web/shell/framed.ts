/** Whether this page stands inside somebody else's. */
export const isFramed = window.parent !== window;

/** Where a link to another page of ours opens: inside a frame there is no room for it. */
export const elsewhere = isFramed ? ({ target: '_blank', rel: 'noreferrer' } as const) : {};
