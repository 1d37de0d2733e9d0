import './shell.css';
import { useTranslation } from 'react-i18next';

/** The mark: one line under one roof. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" fill="none" strokeLinecap="round" aria-hidden>
      <rect width="32" height="32" rx="8" fill="currentColor" />
      <path className="brand-line" d="M9 18.5h14" strokeWidth="3.5" />
      <path className="brand-line" d="M7.5 12a11 11 0 0 1 17 0" strokeWidth="2.5" strokeOpacity="0.65" />
    </svg>
  );
}

/** The mark with the name. */
export function Brand({ isLong }: { isLong?: boolean }) {
  const { t } = useTranslation('shell');
  return (
    <span className="brand">
      <BrandMark />
      {isLong ? t('productLong') : t('product')}
    </span>
  );
}
