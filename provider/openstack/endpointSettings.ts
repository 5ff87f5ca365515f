// What messages name where an address is not that of the service, or is not to be trusted.

import type { EndpointSettings } from "../http/endpointErrors";

const tlsSettings = { authority: "openstack:cacertFile", insecure: "openstack:insecure" };

export const keystoneSettings: EndpointSettings = {
  address: "openstack:authUrl",
  protocol: "the scheme of openstack:authUrl",
  ...tlsSettings,
};

export const serviceSettings: EndpointSettings = {
  address: "openstack:endpointOverrides or the catalog",
  protocol: "the scheme in openstack:endpointOverrides or the catalog",
  ...tlsSettings,
};
