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
  let pictures = 0;
  const lines: string[] = [];

  /** The words of a node in one line. */
  const inline = (node: PastedNode): string => {
    if (node.nodeType === text) return plain(node.nodeValue ?? '');
    if (node.nodeType !== element) return '';
    const name = nameOf(node);
    if (silent.has(name) || ignored.test(attribute(node, 'style'))) return '';
    if (name === 'img' || name === 'v:imagedata') {
      pictures += 1;
      return '';
    }
    if (name === 'br') return ' ';
    if (name === 'table') return ` ${cellsOf(node).flat().filter(Boolean).join(cellMark)} `;
    const words = childrenOf(node).map(inline).join('');
    if (blocks.has(name) || name === 'tr' || name === 'td') return ` ${words} `;
    if (words.trim() === '') return words;
    if (name === 'a') {
      const address = attribute(node, 'href').trim();
      const label = words.replace(/[[\]]/g, '').trim();
      if (!opens.test(address) || /[\s()]/.test(address)) return words;
      return label === address ? address : `[${label}](${address})`;
    }
    const isBold =
      name === 'b' ||
      name === 'strong' ||
      /font-weight\s*:\s*(?:bold|[6-9]00)/i.test(attribute(node, 'style'));
    return isBold && !words.includes('*') ? words.replace(/^(\s*)(.*?)(\s*)$/, '$1**$2**$3') : words;
  };

  /** The cells of a table, row by row; a table within a cell is its words. */
  const cellsOf = (table: PastedNode): string[][] => {
    const rows: string[][] = [];
    const walk = (node: PastedNode): void => {
      for (const child of childrenOf(node)) {
        const name = nameOf(child);
        if (name === 'tr') {
          const cells = childrenOf(child).filter((cell) => ['td', 'th'].includes(nameOf(cell)));
          rows.push(
            cells.map((cell) => line(childrenOf(cell).map(inline).join('')).replaceAll('|', wideBar)),
          );
        } else if (['thead', 'tbody', 'tfoot'].includes(name)) walk(child);
      }
    };
    walk(table);
    return rows;
  };

  const table = (node: PastedNode): void => {
    const rows = cellsOf(node).filter((cells) => cells.some((cell) => cell !== ''));
    const width = Math.max(0, ...rows.map((cells) => cells.length));
    // One cell is a frame around a text.
    if (width <= 1) {
      for (const [cell = ''] of rows) put(cell);
      return;
    }
    const [head = [], ...body] = rows.map((cells) => [
      ...cells,
      ...Array.from({ length: width - cells.length }, () => ''),
    ]);
    const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
    lines.push(
      [row(head.map((cell) => cell.replaceAll('**', ''))), row(head.map(() => '---')), ...body.map(row)].join(
        '\n',
      ),
    );
  };

  const put = (words: string, before = ''): void => {
    const said = line(words);
    if (said !== '') lines.push(before + said);
  };

  const list = (node: PastedNode): void => {
    const isNumbered = nameOf(node) === 'ol';
    let count = Number(attribute(node, 'start')) || 1;
    const items: string[] = [];
    for (const item of childrenOf(node)) {
      if (item.nodeType !== element) continue;
      if (['ul', 'ol'].includes(nameOf(item))) {
        list(item);
        continue;
      }
      const inner = childrenOf(item).filter((child) => ['ul', 'ol'].includes(nameOf(child)));
      const own = childrenOf(item).filter((child) => !inner.includes(child));
      const said = line(own.map(inline).join(''));
      if (said !== '') items.push(isNumbered ? `${count}. ${said}` : `- ${said}`);
      count += 1;
      for (const child of inner) {
        if (items.length > 0) lines.push(items.splice(0).join('\n'));
        list(child);
      }
    }
    if (items.length > 0) lines.push(items.join('\n'));
  };

  /** What stands between blocks is a paragraph of its own. */
  const walk = (node: PastedNode): void => {
    let loose = '';
    const close = (): void => {
      put(loose);
      loose = '';
    };
    for (const child of childrenOf(node)) {
      const name = nameOf(child);
      if (child.nodeType !== element || !isBlock(child)) {
        if (name === 'br') close();
        else loose += inline(child);
        continue;
      }
      close();
      if (silent.has(name) || ignored.test(attribute(child, 'style'))) continue;
      if (name === 'table') table(child);
      else if (name === 'ul' || name === 'ol') list(child);
      else if (heading.test(name) || outlined.test(attribute(child, 'style')))
        put(childrenOf(child).map(inline).join('').replaceAll('**', ''), '## ');
      else if (name === 'p') paragraph(child);
      else walk(child);
    }
    close();
  };

  const paragraph = (node: PastedNode): void => {
    const style = attribute(node, 'style');
    if (childrenOf(node).some((child) => isBlock(child))) {
      walk(node);
      return;
    }
    if (!wordList.test(style) && !/MsoListParagraph/i.test(attribute(node, 'class'))) {
      // A break within a paragraph is a line of its own: addresses are written so.
      walkLines(node);
      return;
    }
    const mark = drawnText(node);
    const words = line(childrenOf(node).map(inline).join('')).replace(drawnMark, '');
    const item = numberMark.test(mark) || numberMark.test(words) ? words.replace(numberMark, '') : words;
    const number = /\d{1,3}/.exec(numberMark.exec(mark)?.[0] ?? numberMark.exec(words)?.[0] ?? '')?.[0];
    const last = lines.at(-1);
    const entry = `${number === undefined ? '-' : `${number}.`} ${item.trim()}`;
    if (item.trim() === '') return;
    // Neighbours are one list.
    if (last && /(?:^|\n)(?:-|\d{1,3}\.) [^\n]*$/.test(last)) lines.splice(-1, 1, `${last}\n${entry}`);
    else lines.push(entry);
  };

  const walkLines = (node: PastedNode): void => {
    let said = '';
    for (const child of childrenOf(node)) {
      if (nameOf(child) === 'br') {
        put(said);
        said = '';
      } else said += inline(child);
    }
    put(said.replace(drawnMark, ''), drawnMark.test(said.trimStart()) ? '- ' : '');
  };

  walk(root);
  return { markdown: lines.join('\n\n'), pictures };
}

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
