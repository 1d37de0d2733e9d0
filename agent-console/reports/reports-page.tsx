// The evaluation: scorecards, the leaders' briefing, and the monthly bulletin.
import { useLocation } from 'wouter';
import { BriefingPage } from './briefing-page.tsx';
import { BulletinPage } from './bulletin-page.tsx';
import { SavedPage } from './saved-page.tsx';
import { ScorecardPage } from './scorecard-page.tsx';

export default function ReportsPage() {
  const [location] = useLocation();
  if (location.startsWith('/reports/briefing')) return <BriefingPage />;
  if (location.startsWith('/reports/saved')) return <SavedPage />;
  return location.startsWith('/reports/bulletin') ? <BulletinPage /> : <ScorecardPage />;
}
