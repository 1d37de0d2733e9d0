/** As Hong Kong's own list of characters writes them. */
const ofHongKong = '着衞枱';
let known: Set<string> | undefined;

/** Every character that computers in Hong Kong and Taiwan had before Unicode, which no simplified one was among. */
function big5(): Set<string> {
  const decoder = new TextDecoder('big5');
  const characters = new Set<string>();
  for (let high = 0x81; high <= 0xfe; high += 1)
    for (let low = 0x40; low <= 0xfe; low += 1)
      for (const character of decoder.decode(Uint8Array.of(high, low))) characters.add(character);
  return characters;
}

/** The characters of a text that only simplified Chinese has. */
export function onlySimplified(text: string): string[] {
  known ??= big5();
  const traditional = known;
  return [...text].filter(
    (one) => /\p{Script=Han}/u.test(one) && !traditional.has(one) && !ofHongKong.includes(one),
  );
}
