export { isBankCard, isIdentityNumber } from './checksums.ts';
export {
  maskedAs,
  maskPersonal,
  NUMBER_KINDS,
  PERSONAL_KINDS,
  type PersonalKind,
  type PersonalSpot,
  spotPersonal,
} from './spot.ts';
