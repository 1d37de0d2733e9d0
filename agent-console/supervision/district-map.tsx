// Where the city's matters are: on the sketch map by district, how many are open and late, and what many people report.
import { useQuery } from '@tanstack/react-query';
import { AlarmClock, Flame } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { AreaMap } from '../../design/area-map.tsx';
import { Badge, Pane, Row, Skeleton, useLang } from '../../design/index.ts';
import { districtListSchema } from '../../server/tickets/oversight/contract.ts';
import { api } from '../api/client.ts';
import { FailureState } from '../api/failure-view.tsx';
import { useLists } from '../desk/desk-data.ts';
import { useHotspots } from '../oversight/hotspot-data.ts';
import { ofDistrict } from '../oversight/hotspot-districts.ts';
import { stillHot } from './board.ts';

const refreshEveryMs = 15_000;

function Content() {
  const { t } = useTranslation('supervision');
  const lang = useLang();
  const [, navigate] = useLocation();
  const areas = useLists().data?.areas.filter(({ level }) => level === 'district');
  const hot = stillHot(useHotspots().data?.items ?? []);
  const query = useQuery({
    queryKey: ['tickets', 'districts'],
    queryFn: () => api.get('/api/oversight/districts', districtListSchema),
    refetchInterval: refreshEveryMs,
  });
  if (query.error && !query.data)
    return <FailureState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data || !areas) return <Skeleton lines={6} />;
  const { items, without } = query.data;
  const of = new Map(items.map(({ code, open }) => [code, open]));
  const lateIn = (code: string): number => items.find((item) => item.code === code)?.late ?? 0;
  const marks = (code: string) => {
    const [late, spots] = [lateIn(code), ofDistrict(hot, code).length];
    return (
      <span className="board-marks">
        {late > 0 && (
          <Badge tone="danger" icon={AlarmClock}>
            <span aria-hidden>{late}</span>
            <span className="oc-hidden">{t('map.late', { count: late })}</span>
          </Badge>
        )}
        {spots > 0 && (
          <Badge tone="warn" icon={Flame}>
            <span aria-hidden>{spots}</span>
            <span className="oc-hidden">{t('map.hot', { count: spots })}</span>
          </Badge>
        )}
      </span>
    );
  };
  return (
    <>
      <AreaMap
        label={t('map.label')}
        areas={areas.map(({ code, name, cells }) => ({ code, name: name[lang], cells }))}
        counts={{ of, label: (count) => t('map.open', { count }) }}
        marks={marks}
        onChoose={(code) => navigate(`/oversight/hotspots?district=${code}`)}
      />
      <Row gap={3} wraps className="oc-micro oc-quiet">
        <span>{t('map.note')}</span>
        <Badge tone="danger" icon={AlarmClock}>
          {t('map.lateMark')}
        </Badge>
        <Badge tone="warn" icon={Flame}>
          {t('map.hotMark')}
        </Badge>
        {without.open > 0 && <span>{t('map.nowhere', { count: without.open })}</span>}
      </Row>
    </>
  );
}

export function DistrictMap() {
  const { t } = useTranslation('supervision');
  return (
    <Pane title={t('map.title')} className="board-map">
      <Content />
    </Pane>
  );
}
