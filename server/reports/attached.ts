// How a report goes out as a file.
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The header by which a browser keeps what it is sent. */
export const attachment = (name: string): string => `attachment; filename="${name}"`;
