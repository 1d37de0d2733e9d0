export { isBankCard, isIdentityNumber } from './checksums.ts';
export {
  maskPersonal,
  PERSONAL_KINDS,
  type PersonalKind,
  type PersonalSpot,
  spotPersonal,
} from './spot.ts';
