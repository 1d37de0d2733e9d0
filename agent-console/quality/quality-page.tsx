// Quality: reviews to do, one's own results, calibrations, figures, and what all of it goes by.
import './quality.css';
import { useTranslation } from 'react-i18next';
import { useLocation, useRoute } from 'wouter';
import { type TabItem, Tabs } from '../../design/index.ts';
import { may, type Permission } from '../../server/platform/auth/roles.ts';
import type { Action, LabelKey } from '../actions/action.ts';
import { useActions } from '../actions/registry.ts';
import { useUser } from '../session/session.ts';
import { CalibrationPage } from './calibration-page.tsx';
import { Calibrations } from './calibrations.tsx';
import { ChooseContact } from './choose-contact.tsx';
import { FiguresTab } from './figures.tsx';
import { FormPage } from './form-editor.tsx';
import { Forms } from './forms.tsx';
import { PlanPage } from './plan-editor.tsx';
import { Plans } from './plans.tsx';
import { RatedTalkPage } from './rated-talk.tsx';
import { RatingsTab } from './ratings.tsx';
import { OwnResults, Results, ToDo } from './review-list.tsx';
import { ReviewPage } from './review-page.tsx';

const tabs = [
  { id: 'todo', labelKey: 'quality:tabs.todo', permission: 'quality.review', View: ToDo },
  { id: 'own', labelKey: 'quality:tabs.own', permission: 'desk.work', View: OwnResults },
  { id: 'figures', labelKey: 'quality:tabs.figures', permission: 'quality.steer', View: FiguresTab },
  { id: 'ratings', labelKey: 'quality:tabs.ratings', permission: 'quality.steer', View: RatingsTab },
  { id: 'results', labelKey: 'quality:tabs.results', permission: 'quality.review', View: Results },
  {
    id: 'calibrations',
    labelKey: 'quality:tabs.calibrations',
    permission: 'quality.review',
    View: Calibrations,
  },
  { id: 'plans', labelKey: 'quality:tabs.plans', permission: 'quality.steer', View: Plans },
  { id: 'forms', labelKey: 'quality:tabs.forms', permission: 'quality.steer', View: Forms },
] as const satisfies readonly {
  id: string;
  labelKey: LabelKey;
  permission: Permission;
  View: () => unknown;
}[];

function Overview() {
  const { t } = useTranslation(['quality', 'shell']);
  const { roles } = useUser();
  const [location, navigate] = useLocation();
  const mine = tabs.filter(({ permission }) => may(roles, permission));
  const selected = mine.find(({ id }) => location === `/quality/${id}`) ?? mine[0];
  useActions(
    mine.map(
      ({ id, labelKey }, index): Action => ({
        id: `quality.${id}`,
        labelKey,
        shortcut: String(index + 1),
        run: () => navigate(`/quality/${id}`),
      }),
    ),
  );
  return (
    <Tabs
      className="quality"
      label={t('shell:rail.quality')}
      {...(selected && { selected: selected.id })}
      onSelect={(id) => navigate(`/quality/${id}`)}
      items={mine.map(({ id, View }): TabItem => ({ id, label: t(`tabs.${id}`), content: <View /> }))}
    />
  );
}

export default function QualityPage() {
  const [isReview, review] = useRoute('/quality/review/:id');
  const [isCalibration, calibration] = useRoute('/quality/calibration/:id');
  const [isPlan, plan] = useRoute('/quality/plans/:id');
  const [isForm, form] = useRoute('/quality/forms/:code');
  const [isRated, rated] = useRoute('/quality/rated/:id');
  const [isChoosing] = useRoute('/quality/choose');
  if (isReview && review) return <ReviewPage key={review.id} id={review.id} />;
  if (isCalibration && calibration) return <CalibrationPage key={calibration.id} id={calibration.id} />;
  if (isPlan && plan) return <PlanPage key={plan.id} id={plan.id} />;
  if (isRated && rated) return <RatedTalkPage key={rated.id} id={rated.id} />;
  if (isChoosing) return <ChooseContact />;
  return isForm && form ? <FormPage key={form.code} code={form.code} /> : <Overview />;
}
