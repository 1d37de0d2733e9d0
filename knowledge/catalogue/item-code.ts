// Codes of service items (GB/T 39554.1) and of the bodies that handle them (GB 32100). Reads them, judges nothing else.

/** GB 32100: figures and capitals without I, O, S, V, Z. */
const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const creditWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;
const creditLength = 18;
const basicLength = 31;
const businessLength = 33;

export interface ItemCode {
  /** Unified social credit code of the body that handles the item. */
  creditCode: string;
  /** Nine characters of the credit code: the organisation code (GB 11714). */
  organisationCode: string;
  /** 1 state, 2 province, 3 city, 4 county, 5 town, 6 village. */
  level: string;
  catalogueCode: string;
  /** Two digits of the catalogue code. */
  typeCode: string;
  /** Two digits that tell business forms of one item apart; only in codes of 33 characters. */
  businessSuffix: string | undefined;
}

/** Takes a code of 31 or 33 characters apart; undefined for any other length. Checks no part. */
export function readItemCode(code: string): ItemCode | undefined {
  if (code.length !== basicLength && code.length !== businessLength) return undefined;
  const catalogueCode = code.slice(creditLength + 1, basicLength);
  return {
    creditCode: code.slice(0, creditLength),
    organisationCode: code.slice(8, creditLength - 1),
    level: code.charAt(creditLength),
    catalogueCode,
    typeCode: catalogueCode.slice(2, 4),
    businessSuffix: code.length === businessLength ? code.slice(basicLength) : undefined,
  };
}

/** Whether a code is of an item that the state or the province handles; false for what is no code of an item. */
export function isAboveCity(code: string): boolean {
  const parts = readItemCode(code);
  return parts !== undefined && isCreditAlphabet(parts.creditCode) && /^[12]$/.test(parts.level);
}

export function isCreditAlphabet(creditCode: string): boolean {
  return [...creditCode].every((character) => creditAlphabet.includes(character));
}

/** The check character for the first 17 of a credit code (GB 32100, modulo 31); undefined when one is not allowed. */
export function creditCheckCharacter(first17: string): string | undefined {
  if (first17.length !== creditWeights.length || !isCreditAlphabet(first17)) return undefined;
  const sum = creditWeights.reduce(
    (total, weight, index) => total + weight * creditAlphabet.indexOf(first17.charAt(index)),
    0,
  );
  return creditAlphabet.charAt((31 - (sum % 31)) % 31);
}
