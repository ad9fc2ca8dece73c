/// Self-signed certificates for `broker.test` and `localhost`, valid for a hundred years; made with
/// `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -addext subjectAltName=…`.
enum TestCertificates {
    struct Pair: Sendable {
        var certificate: String
        var key: String
    }

    static let first = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBmzCCAUKgAwIBAgIUB/gjK57RB3yCVi6LpdRAKIA7fSMwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDb25lMCAXDTI2MTEyNDE5NDAxNloYDzIxMjYxMDMxMTk0MDE2
            WjAOMQwwCgYDVQQDDANvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS1pnGz
            TzdjZ+BTDGJKHbR+0XpVbj1MrsbDIRv4dZAFe7BmZM+nos/OJusDhwdOGXSre2GL
            zadHzyKHEeLlX1Dno3wwejAdBgNVHQ4EFgQU/avON/cDxXnJDxPuOMyIyUrTY84w
            HwYDVR0jBBgwFoAU/avON/cDxXnJDxPuOMyIyUrTY84wDwYDVR0TAQH/BAUwAwEB
            /zAnBgNVHREEIDAeggticm9rZXIudGVzdIIJbG9jYWxob3N0hwR/AAABMAoGCCqG
            SM49BAMCA0cAMEQCIGnBDpjhMsYoJAgX5L7FcSPT47iDFMrJNkqxD8yfc+zmAiBw
            6ZLw+UXiJIfLnJgTasUbG05V5i05Lox/HFnw2OuUZQ==
            -----END CERTIFICATE-----

            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg34Kr4/j2E4IexZWO
            VywhLrsD3YLpBu1S2xGx1E13+XGhRANCAAS1pnGzTzdjZ+BTDGJKHbR+0XpVbj1M
            rsbDIRv4dZAFe7BmZM+nos/OJusDhwdOGXSre2GLzadHzyKHEeLlX1Dn
            -----END PRIVATE KEY-----

            """)
    static let second = Pair(
        certificate: """
            -----BEGIN CERTIFICATE-----
            MIIBnTCCAUKgAwIBAgIUUNPnF8FbY71PsHyRbllF7DtW+sQwCgYIKoZIzj0EAwIw
            DjEMMAoGA1UEAwwDdHdvMCAXDTI2MTEyNDE5NDAxNloYDzIxMjYxMDMxMTk0MDE2
            WjAOMQwwCgYDVQQDDAN0d28wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS27ZE2
            iHsoPOs3KwyeqMvEICmdkumPIbMhDlRMrvXg/yI+Z4qDPhBmQAWlwnms7/fwGA9g
            IZ6Toe3FSJCGUQ0Qo3wwejAdBgNVHQ4EFgQUpypuh88ahzgdXDmltlKoYGWVj/ow
            HwYDVR0jBBgwFoAUpypuh88ahzgdXDmltlKoYGWVj/owDwYDVR0TAQH/BAUwAwEB
            /zAnBgNVHREEIDAeggticm9rZXIudGVzdIIJbG9jYWxob3N0hwR/AAABMAoGCCqG
            SM49BAMCA0kAMEYCIQD+fLGrXAfCY0pH3pYeZTjh24o7j/kEEK2Qg635XRl/+gIh
            AJa1YS9CVzuXZjFkq3aVIUmIWtIbzW9LjkES9x8SksMx
            -----END CERTIFICATE-----

            """,
        key: """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqs796XotSHgQf4uL
            QpOUmTa8wGFyvT+b357cKTfzbkyhRANCAAS27ZE2iHsoPOs3KwyeqMvEICmdkumP
            IbMhDlRMrvXg/yI+Z4qDPhBmQAWlwnms7/fwGA9gIZ6Toe3FSJCGUQ0Q
            -----END PRIVATE KEY-----

            """)
}
