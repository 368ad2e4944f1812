export { type Alerts, startAlerts } from './start-alerts.ts';
