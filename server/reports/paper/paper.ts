// A sheet of paper: type, headings and tables that go on over pages. What is printed on it is in the files beside it.
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import type { Lang } from '../../platform/errors.ts';

// Noto Sans, under the OFL, of a package of fonts: only the characters that are used are embedded.
const fontFolder = new URL('../fonts/', import.meta.resolve('@embedpdf/fonts-sc'));
const fonts = { plain: 'NotoSansHans-Regular.otf', bold: 'NotoSansHans-Bold.otf' } as const;

export const ink = { text: '#1a1c20', quiet: '#5b616b', line: '#c9cdd4', accent: '#1f5fbf', band: '#f2f4f7' };
export const lampInk = { red: '#c62828', yellow: '#b7791f' } as const;

/** Points: 72 to the inch. */
const marginPt = 40;
const footPt = 24;
const cellPadPt = 2.5;

type Weight = keyof typeof fonts;

export interface Column<Row> {
  title: string;
  /** Its part of the width, beside the parts of the others. */
  share: number;
  align?: 'left' | 'right';
  weight?: Weight;
  colour?: (row: Row) => string;
  text: (row: Row) => string;
  /** Drawn into the cell instead of words. */
  draw?: (row: Row, box: { x: number; y: number; width: number; height: number }) => void;
}

/** Opens a document whose pages are numbered when it is finished. */
export class Paper {
  readonly pdf: PDFKit.PDFDocument;
  readonly #title: string;
  readonly #chunks: Buffer[] = [];

  constructor(options: { title: string; lang: Lang; printedAt: Date; layout: 'portrait' | 'landscape' }) {
    const { title, lang, printedAt, layout } = options;
    this.#title = title;
    this.pdf = new PDFDocument({
      size: 'A4',
      layout,
      margins: { top: marginPt, left: marginPt, right: marginPt, bottom: marginPt + footPt },
      bufferPages: true,
      displayTitle: true,
      lang: lang === 'zh' ? 'zh-CN' : 'en',
      info: { Title: title, Producer: 'OneCall', Creator: 'OneCall', CreationDate: printedAt },
    });
    for (const [name, file] of Object.entries(fonts))
      this.pdf.registerFont(name, fileURLToPath(new URL(file, fontFolder)));
    this.pdf.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
  }

  get width(): number {
    return this.pdf.page.width - 2 * marginPt;
  }

  get #bottom(): number {
    return this.pdf.page.height - marginPt - footPt;
  }

  words(text: string, style: { size: number; weight?: Weight; colour?: string; gap?: number }): void {
    const { size, weight = 'plain', colour = ink.text, gap = 4 } = style;
    this.pdf
      .font(weight)
      .fontSize(size)
      .fillColor(colour)
      .text(text, marginPt, this.pdf.y, { width: this.width });
    this.pdf.y += gap;
  }

  /** A heading stays with what follows. */
  heading(text: string): void {
    this.pdf.y += 8;
    this.#demandRoom(60);
    this.words(text, { size: 12, weight: 'bold' });
  }

  rule(colour: string, thickness: number): void {
    const { y } = this.pdf;
    this.pdf.rect(marginPt, y, this.width, thickness).fill(colour);
    this.pdf.y = y + thickness + 6;
  }

  /** A table; its heads are written again on each page, where it has any. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], size = 9): void {
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    const widths = columns.map(({ share }) => (this.width * share) / shares);
    const cells = (row: Row) =>
      columns.map((column) => ({
        ...column,
        words: column.draw ? '' : column.text(row),
        ink: column.colour?.(row) ?? ink.text,
      }));
    const heads = columns.map(({ title, align = 'left' }) => ({
      align,
      words: title,
      ink: ink.quiet,
      weight: 'plain' as const,
    }));
    const line = (
      of: readonly { words: string; ink: string; align?: 'left' | 'right'; weight?: Weight }[],
      type: number,
    ): number => {
      const heights = of.map(({ words, weight = 'plain' }, index) =>
        this.pdf
          .font(weight)
          .fontSize(type)
          .heightOfString(words || ' ', { width: (widths[index] ?? 0) - 2 * cellPadPt }),
      );
      const height = Math.max(...heights) + 2 * cellPadPt;
      const { y } = this.pdf;
      let x = marginPt;
      of.forEach(({ words, align = 'left', weight = 'plain', ink: colour }, index) => {
        const width = widths[index] ?? 0;
        this.pdf
          .font(weight)
          .fontSize(type)
          .fillColor(colour)
          .text(words, x + cellPadPt, y + cellPadPt, { width: width - 2 * cellPadPt, align });
        x += width;
      });
      this.pdf
        .moveTo(marginPt, y + height)
        .lineTo(marginPt + this.width, y + height)
        .lineWidth(0.5)
        .strokeColor(ink.line)
        .stroke();
      this.pdf.y = y + height;
      return height;
    };
    // Heads stay with a row.
    this.#demandRoom(6 * size);
    const writeHeads = (): void => {
      if (columns.some(({ title }) => title !== '')) line(heads, size - 1.7);
    };
    writeHeads();
    for (const row of rows) {
      const these = cells(row);
      const needed = Math.max(
        ...these.map(({ words, weight = 'plain' }, index) =>
          this.pdf
            .font(weight)
            .fontSize(size)
            .heightOfString(words || ' ', { width: (widths[index] ?? 0) - 2 * cellPadPt }),
        ),
      );
      if (this.#demandRoom(needed + 2 * cellPadPt)) writeHeads();
      const top = this.pdf.y;
      const height = line(these, size);
      let x = marginPt;
      columns.forEach(({ draw }, index) => {
        const width = widths[index] ?? 0;
        draw?.(row, {
          x: x + cellPadPt,
          y: top + cellPadPt,
          width: width - 2 * cellPadPt,
          height: height - 2 * cellPadPt,
        });
        x += width;
      });
    }
    this.pdf.x = marginPt;
  }

  /** Numbers the pages and closes the document. */
  finish(foot: (page: number, pages: number) => string): Promise<Buffer> {
    const { count } = this.pdf.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.pdf.switchToPage(page);
      // Text below the margin would open a page.
      this.pdf.page.margins.bottom = 0;
      const y = this.pdf.page.height - marginPt - 6;
      this.pdf.font('plain').fontSize(7.5).fillColor(ink.quiet);
      this.pdf.text(this.#title, marginPt, y, { width: this.width, lineBreak: false });
      this.pdf.text(foot(page + 1, count), marginPt, y, { width: this.width, align: 'right' });
    }
    return new Promise((resolve, reject) => {
      this.pdf.on('end', () => resolve(Buffer.concat(this.#chunks)));
      this.pdf.on('error', reject);
      this.pdf.end();
    });
  }

  /** @returns whether a page was turned */
  #demandRoom(height: number): boolean {
    if (this.pdf.y + height <= this.#bottom) return false;
    this.pdf.addPage();
    return true;
  }
}
