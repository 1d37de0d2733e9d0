// Hands cases to the city's emergency command as structured data, and hears from it how they go on.
// Owns EmergencyCentre, EmergencyHandOff and EmergencyDelivery.
export { createEmergency } from './room.ts';
export { emergencyRoutes } from './routes.ts';
