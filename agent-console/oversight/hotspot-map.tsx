// Where the hot spots are: reports of each district, by shade and by number. A district shows its own hot spots only.
import { useTranslation } from 'react-i18next';
import { useLang } from '../../design/index.ts';
import { AreaMap } from '../../design/area-map.tsx';
import type { HotspotView } from '../../server/tickets/oversight/contract.ts';
import { useLists } from '../desk/desk-data.ts';
import { inDistricts } from './hotspot-districts.ts';

export function HotspotMap({
  hotspots,
  district,
  onChoose,
}: {
  hotspots: readonly HotspotView[];
  district: string | null;
  onChoose: (district: string | null) => void;
}) {
  const { t } = useTranslation('oversight');
  const lang = useLang();
  const areas = useLists().data?.areas.filter(({ level }) => level === 'district') ?? [];
  const { of, without } = inDistricts(hotspots);
  return (
    <div className="hotspot-map">
      {areas.length > 0 && (
        <AreaMap
          label={t('hot.map')}
          areas={areas.map(({ code, name, cells }) => ({ code, name: name[lang], cells }))}
          chosen={district}
          counts={{ of, label: (count) => t('hot.size', { count }) }}
          onChoose={(code) => onChoose(code === district ? null : code)}
        />
      )}
      <p className="oc-micro oc-quiet">
        {t('hot.mapNote')}
        {without > 0 && ` ${t('hot.nowhere', { count: without })}`}
      </p>
    </div>
  );
}
