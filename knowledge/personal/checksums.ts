// Which digits are numbers that somebody bears: their own check digits tell them from other long numbers.

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checks = '10X98765432';

/** Whether 18 characters are a resident identity number: a date of birth and a check character (GB 11643-1999). */
export function isIdentityNumber(number: string): boolean {
  if (!/^[1-9]\d{16}[\dXx]$/.test(number)) return false;
  const [year, month, day] = [number.slice(6, 10), number.slice(10, 12), number.slice(12, 14)].map(Number);
  const born = new Date(Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0));
  if (born.getUTCMonth() + 1 !== month || born.getUTCDate() !== day || (year ?? 0) < 1890) return false;
  const sum = weights.reduce<number>((total, weight, at) => total + weight * Number(number[at]), 0);
  return checks[sum % 11] === number.charAt(17).toUpperCase();
}

/** Whether 16 to 19 digits are a bank card: one of China UnionPay or the international networks, with Luhn's check digit. */
export function isBankCard(number: string): boolean {
  if (!/^(?:62|4|5[1-5]|3[47]|35)\d+$/.test(number) || number.length < 15 || number.length > 19) return false;
  const sum = [...number].reverse().reduce((total, character, at) => {
    const digit = Number(character) * (at % 2 === 1 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}
