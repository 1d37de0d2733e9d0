// The map of the city's districts, then of the streets of one, then of the communities of one. It shows what is chosen, so
// going back up is choosing less.
import { ChevronRight } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { AreaMap } from '../../design/area-map.tsx';
import { useLang } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { type Area, below, pathOf } from './match.ts';

const levels = ['districts', 'streets', 'communities'] as const;

/** @param chosen the code of the smallest area chosen, `''` for the whole city */
export function AreaChooser({
  areas,
  chosen,
  onChoose,
}: {
  areas: ReadonlyMap<string, Area>;
  chosen: string;
  onChoose: (path: readonly Area[]) => void;
}) {
  const { t } = useTranslation('place');
  const lang = useLang();
  const wasUsed = useRef(false);
  const path = pathOf(areas, chosen);
  const last = path.at(-1);
  // An area without parts stays among its neighbours.
  const shown = last && below(areas, last.code).length === 0 ? path.slice(0, -1) : path;
  const around = shown.at(-1);
  const parts = below(areas, around?.code ?? null);
  const level = levels[shown.length] ?? 'communities';
  const choose = (next: readonly Area[]): void => {
    wasUsed.current = true;
    onChoose(next);
  };
  return (
    <div className="place-map">
      <nav className="place-way" aria-label={t('way')}>
        <PlainButton variant="quiet" aria-disabled={shown.length === 0} onClick={() => choose([])}>
          {t('city')}
        </PlainButton>
        {shown.map((area, index) => (
          <span key={area.code}>
            <ChevronRight aria-hidden />
            <PlainButton
              variant="quiet"
              aria-current={index === shown.length - 1 ? 'location' : undefined}
              onClick={() => choose(shown.slice(0, index + 1))}
            >
              {area.name[lang]}
            </PlainButton>
          </span>
        ))}
      </nav>
      <AreaMap
        key={around?.code ?? ''}
        label={t(level, { place: around?.name[lang] ?? '' })}
        areas={parts.map(({ code, name, cells }) => ({ code, name: name[lang], cells }))}
        chosen={last && last !== around ? last.code : null}
        takesFocus={wasUsed.current}
        onChoose={(code) => choose(pathOf(areas, code))}
      />
    </div>
  );
}
