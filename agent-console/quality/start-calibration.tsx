// Several reviewers are asked to judge the same contact.
import { Scale } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Button, byName, CheckboxGroup, Dialog, Row, Stack, useLang } from '../../design/index.ts';
import { may } from '../../server/platform/auth/roles.ts';
import { openCalibrationSchema, type ReviewView } from '../../server/quality/contract.ts';
import { ActionButton } from '../actions/action-button.tsx';
import { useActions } from '../actions/registry.ts';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useUser } from '../session/session.ts';
import { useOpenCalibration, usePlans } from './quality-data.ts';

function Chooser({ review, onClose }: { review: ReviewView; onClose: () => void }) {
  const { t } = useTranslation('quality');
  const lang = useLang();
  const [, navigate] = useLocation();
  const plans = usePlans();
  const [id] = useState(() => crypto.randomUUID());
  const open = useOpenCalibration(id);
  const [chosen, setChosen] = useState<string[]>([]);
  const { faultAt, check } = useFaults(
    readWritten(openCalibrationSchema, { reviewId: review.id, reviewerIds: chosen }),
  );
  const ask = (): void => {
    const ready = check();
    if (ready) open.mutate(ready, { onSuccess: () => navigate(`/quality/calibration/${id}`) });
  };
  const people = (plans.data?.reviewers ?? [])
    .filter((one) => one.id !== review.agent.id)
    .toSorted(byName(lang));
  return (
    <Dialog title={t('calibrate')} isOpen onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Stack gap={4}>
        <p>{t('calibrateNote')}</p>
        <CheckboxGroup
          label={t('reviewers')}
          options={people.map((one) => ({ id: one.id, label: one.name[lang] }))}
          value={chosen}
          onChange={setChosen}
          error={faultAt('reviewerIds')}
        />
        <Row justify="end" gap={2}>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button variant="primary" isPending={open.isPending} onPress={ask}>
            {t('ask')}
          </Button>
        </Row>
      </Stack>
    </Dialog>
  );
}

/** Nothing for whoever does not judge, or of a review that is part of one. */
export function StartCalibration({ review }: { review: ReviewView }) {
  const { id, roles } = useUser();
  const [isOpen, setOpen] = useState(false);
  const isOffered = may(roles, 'quality.review') && review.calibrationId === null && review.agent.id !== id;
  useActions([
    {
      id: 'quality.calibrate',
      labelKey: 'quality:calibrate',
      shortcut: 'b',
      isEnabled: isOffered,
      run: () => setOpen(true),
    },
  ]);
  if (!isOffered) return null;
  return (
    <>
      <ActionButton id="quality.calibrate" icon={Scale} variant="quiet" size="small" />
      {isOpen && <Chooser review={review} onClose={() => setOpen(false)} />}
    </>
  );
}
