// The evaluation: scorecards, the leaders' briefing, and the monthly bulletin.
import { useLocation } from 'wouter';
import { BriefingPage } from './briefing-page.tsx';
import { BulletinPage } from './bulletin-page.tsx';
import { ScorecardPage } from './scorecard-page.tsx';

export default function ReportsPage() {
  const [location] = useLocation();
  if (location.startsWith('/reports/briefing')) return <BriefingPage />;
  return location.startsWith('/reports/bulletin') ? <BulletinPage /> : <ScorecardPage />;
}
