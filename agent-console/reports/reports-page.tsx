// The evaluation: scorecards, and the monthly bulletin under /reports/bulletin.
import { useLocation } from 'wouter';
import { BulletinPage } from './bulletin-page.tsx';
import { ScorecardPage } from './scorecard-page.tsx';

export default function ReportsPage() {
  const [location] = useLocation();
  return location.startsWith('/reports/bulletin') ? <BulletinPage /> : <ScorecardPage />;
}
