import Hummingbird

extension Site {
    /// Every page, and what pages need.
    func addRoutes(to router: Router<ServerContext>) {
        AssetRoutes(assets: assets).addRoutes(to: router)
        StartRoutes(site: self).addRoutes(to: router)
        LoginRoutes(site: self).addRoutes(to: router)
        ProfileRoutes(site: self).addRoutes(to: router)
        NotificationRoutes(site: self).addRoutes(to: router)
        WatchingRoutes(site: self).addRoutes(to: router)
        TagRoutes(site: self).addRoutes(to: router)
        KeyRoutes(site: self).addRoutes(to: router)
        KeyEndpoints(site: self).addRoutes(to: router)
        SecondFactorRoutes(site: self).addRoutes(to: router)
        ResetRoutes(site: self, throttle: ResetThrottle()).addRoutes(to: router)
        AdministrationRoutes(site: self).addRoutes(to: router)
        ControlPanelRoutes(site: self).addRoutes(to: router)
        SettingsRoutes(site: self).addRoutes(to: router)
        UserRoutes(site: self).addRoutes(to: router)
        RoleRoutes(site: self).addRoutes(to: router)
        SourceRoutes(site: self).addRoutes(to: router)
        ItemRoutes(site: self).addRoutes(to: router)
        AuditRoutes(site: self).addRoutes(to: router)
        SensorRoutes(site: self).addRoutes(to: router)
        UpstreamRoutes(site: self).addRoutes(to: router)
        ServiceRoutes(site: self).addRoutes(to: router)
        AnalysisRoutes(site: self).addRoutes(to: router)
    }
}
