// What the server writes and people keep as a file: reports, lists, faults.
export const csvType = 'text/csv; charset=utf-8';
export const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The header by which a browser keeps what it is sent. */
export const attachment = (name: string): string => `attachment; filename="${name}"`;
