// What is pasted from Word, WPS or a page, as the Markdown of articles: headings, lists, tables, bold and links stay,
// looks and what could run do not. Pure: it reads any tree of the DOM's kind.

/** As much of a DOM node as is read here. */
export interface PastedNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  childNodes: ArrayLike<PastedNode>;
  getAttribute?: (name: string) => string | null;
}
export interface Pasted {
  markdown: string;
  /** Pictures are not in the words: they go with the article as files. */
  pictures: number;
}

const text = 3;
const element = 1;
/** Their content is no text of the article. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'head',
  'title',
  'meta',
  'xml',
  'iframe',
  'object',
]);
const blocks: ReadonlySet<string> = new Set([
  'p',
  'div',
  'section',
  'article',
  'blockquote',
  'pre',
  'center',
  'li',
]);
const heading = /^h([1-6])$/;
const opens = /^(?:https?:\/\/|mailto:|tel:)/i;
/** Word draws the mark of a list into the text; WPS writes it as the first words. */
const wordList = /mso-list\s*:(?!\s*(?:none|ignore))/i;
const ignored = /mso-list\s*:\s*ignore|(?:^|;)\s*display\s*:\s*none|mso-hide\s*:\s*all/i;
const numberMark = /^\s*[(\uff08]?\d{1,3}[)\uff09.\u3001]/;
const drawnMark = /^[·•●○◆■▪\uf0b7\uf0d8\uf06c\uf0a7]\s+/;
/** A heading of Word in Chinese: MsoHeading, or a paragraph with an outline level. */
const outlined = /mso-outline-level\s*:\s*[1-6]/i;

/** Between the words of a table that stands within a cell, and a bar that ends no cell: both full-width. */
const cellMark = '\uff1b';
const wideBar = '\uff5c';

const nameOf = (node: PastedNode): string => node.nodeName.toLowerCase();
const attribute = (node: PastedNode, name: string): string => node.getAttribute?.(name) ?? '';
const childrenOf = (node: PastedNode): PastedNode[] => Array.from(node.childNodes);
/** Spaces of any kind are one, and what would be read as a mark is none. */
const plain = (words: string): string => words.replace(/[\s\u00a0]+/g, ' ');
const line = (words: string): string =>
  plain(words)
    .replace(/ ?\*\*\*\* ?/g, '')
    .trim();

/** Whether there is more to what was copied than its words. */
export function isFormatted(html: string): boolean {
  return /<(?:table|ul|ol|h[1-6]|b|strong|a|img)\b|mso-|class="?'?Mso/i.test(html);
}

/** Reads what the clipboard holds as HTML, parsed and never shown. */
export function markdownOf(root: PastedNode): Pasted {
  const reading = new Reading();
  reading.walk(root);
  return { markdown: reading.lines.join('\n\n'), pictures: reading.pictures };
}

/** The blocks of what was pasted, as they are read. */
class Reading {
  readonly lines: string[] = [];
  pictures = 0;

  /** What stands between blocks is a paragraph of its own. */
  walk(node: PastedNode): void {
    let loose = '';
    const close = (): void => {
      this.#put(loose);
      loose = '';
    };
    for (const child of childrenOf(node)) {
      if (isBlock(child)) {
        close();
        this.#block(child);
      } else if (nameOf(child) === 'br') close();
      else loose += this.#inline(child);
    }
    close();
  }

  #block(node: PastedNode): void {
    const name = nameOf(node);
    const style = attribute(node, 'style');
    if (silent.has(name) || ignored.test(style)) return;
    if (name === 'table') this.#table(node);
    else if (name === 'ul' || name === 'ol') this.#list(node);
    else if (heading.test(name) || outlined.test(style))
      this.#put(this.#within(node).replaceAll('**', ''), '## ');
    else if (name === 'p') this.#paragraph(node);
    else this.walk(node);
  }

  #put(words: string, before = ''): void {
    const said = line(words);
    if (said !== '') this.lines.push(before + said);
  }

  /** The words of what stands in a node, in one line. */
  #within(node: PastedNode): string {
    return childrenOf(node)
      .map((child) => this.#inline(child))
      .join('');
  }

  #inline(node: PastedNode): string {
    if (node.nodeType === text) return plain(node.nodeValue ?? '');
    if (node.nodeType !== element) return '';
    const name = nameOf(node);
    if (silent.has(name) || ignored.test(attribute(node, 'style'))) return '';
    if (name === 'img' || name === 'v:imagedata') {
      this.pictures += 1;
      return '';
    }
    if (name === 'br') return ' ';
    if (name === 'table') return ` ${this.#cells(node).flat().filter(Boolean).join(cellMark)} `;
    const words = this.#within(node);
    if (blocks.has(name) || name === 'tr' || name === 'td') return ` ${words} `;
    if (words.trim() === '') return words;
    if (name === 'a') return link(node, words);
    return isBold(node) && !words.includes('*') ? words.replace(/^(\s*)(.*?)(\s*)$/, '$1**$2**$3') : words;
  }

  /** The cells of a table, row by row; a table within a cell is its words. */
  #cells(table: PastedNode): string[][] {
    return childrenOf(table).flatMap((child) => {
      const name = nameOf(child);
      if (['thead', 'tbody', 'tfoot'].includes(name)) return this.#cells(child);
      if (name !== 'tr') return [];
      const cells = childrenOf(child).filter((cell) => ['td', 'th'].includes(nameOf(cell)));
      return [cells.map((cell) => line(this.#within(cell)).replaceAll('|', wideBar))];
    });
  }

  #table(node: PastedNode): void {
    const rows = this.#cells(node).filter((cells) => cells.some((cell) => cell !== ''));
    const width = Math.max(0, ...rows.map((cells) => cells.length));
    // One cell is a frame around a text.
    if (width <= 1) {
      for (const [cell = ''] of rows) this.#put(cell);
      return;
    }
    const [head = [], ...body] = rows.map((cells) => [
      ...cells,
      ...Array.from({ length: width - cells.length }, () => ''),
    ]);
    const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    const bare = head.map((cell) => cell.replaceAll('**', ''));
    this.lines.push([row(bare), row(head.map(() => '---')), ...body.map(row)].join('\n'));
  }

  #list(node: PastedNode): void {
    const isNumbered = nameOf(node) === 'ol';
    let count = Number(attribute(node, 'start')) || 1;
    const items: string[] = [];
    for (const item of childrenOf(node)) {
      if (item.nodeType !== element) continue;
      if (isList(item)) {
        this.#list(item);
        continue;
      }
      const inner = childrenOf(item).filter(isList);
      const own = childrenOf(item).filter((child) => !inner.includes(child));
      const said = line(own.map((child) => this.#inline(child)).join(''));
      if (said !== '') items.push(isNumbered ? `${count}. ${said}` : `- ${said}`);
      count += 1;
      for (const child of inner) {
        if (items.length > 0) this.lines.push(items.splice(0).join('\n'));
        this.#list(child);
      }
    }
    if (items.length > 0) this.lines.push(items.join('\n'));
  }

  #paragraph(node: PastedNode): void {
    const isListed =
      wordList.test(attribute(node, 'style')) || /MsoListParagraph/i.test(attribute(node, 'class'));
    if (childrenOf(node).some(isBlock)) this.walk(node);
    else if (isListed) this.#listed(node);
    else this.#written(node);
  }

  /** An entry of a list that is a paragraph, as Word and WPS write it. */
  #listed(node: PastedNode): void {
    const mark = drawnText(node);
    const words = line(this.#within(node)).replace(drawnMark, '');
    const item = numberMark.test(mark) || numberMark.test(words) ? words.replace(numberMark, '') : words;
    if (item.trim() === '') return;
    const number = /\d{1,3}/.exec(numberMark.exec(mark)?.[0] ?? numberMark.exec(words)?.[0] ?? '')?.[0];
    const entry = `${number === undefined ? '-' : `${number}.`} ${item.trim()}`;
    const last = this.lines.at(-1);
    // Neighbours are one list.
    if (last && /(?:^|\n)(?:-|\d{1,3}\.) [^\n]*$/.test(last)) this.lines.splice(-1, 1, `${last}\n${entry}`);
    else this.lines.push(entry);
  }

  /** A break within a paragraph is a line of its own: addresses are written so. */
  #written(node: PastedNode): void {
    let said = '';
    for (const child of childrenOf(node)) {
      if (nameOf(child) === 'br') {
        this.#put(said);
        said = '';
      } else said += this.#inline(child);
    }
    this.#put(said.replace(drawnMark, ''), drawnMark.test(said.trimStart()) ? '- ' : '');
  }
}

function link(node: PastedNode, words: string): string {
  const address = attribute(node, 'href').trim();
  const label = words.replace(/[[\]]/g, '').trim();
  if (!opens.test(address) || /[\s()]/.test(address)) return words;
  return label === address ? address : `[${label}](${address})`;
}

function isBold(node: PastedNode): boolean {
  return (
    ['b', 'strong'].includes(nameOf(node)) ||
    /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(attribute(node, 'style'))
  );
}

const isList = (node: PastedNode): boolean => ['ul', 'ol'].includes(nameOf(node));

/** The mark of a list as Word draws it: in spans that are to be ignored. */
function drawnText(node: PastedNode): string {
  return childrenOf(node)
    .map((child) =>
      ignored.test(attribute(child, 'style'))
        ? wordsOf(child)
        : child.nodeType === element
          ? drawnText(child)
          : '',
    )
    .join('');
}

function wordsOf(node: PastedNode): string {
  return node.nodeType === text ? (node.nodeValue ?? '') : childrenOf(node).map(wordsOf).join('');
}

function isBlock(node: PastedNode): boolean {
  if (node.nodeType !== element) return false;
  const name = nameOf(node);
  return (
    blocks.has(name) ||
    heading.test(name) ||
    ['table', 'ul', 'ol', 'body', 'html', 'head', 'style', 'xml', 'main'].includes(name)
  );
}
