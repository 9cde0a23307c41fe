/// Certificates for tests: an authority, and a server `server.test` and a client `client.test` it vouches for. The keys
/// protect nothing.
package enum Certificates {
  /// The authority's certificate.
  package static let authority = """
    -----BEGIN CERTIFICATE-----
    MIIBlzCCAT2gAwIBAgIUMrd5KkxplcgiU6nF7DWYUdaPlvowCgYIKoZIzj0EAwIw
    IDEeMBwGA1UEAwwVUmlhbHRvIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMTA4MTY1
    MloYDzIxMjYxMDI4MDgxNjUyWjAgMR4wHAYDVQQDDBVSaWFsdG8gdGVzdCBhdXRo
    b3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASYpjW4uEzsmhX8gdTvqxfo
    kGZsd2ch9Szn3GuRJAtBJeSUdO1Ql811gUwAY1O8GBKlO6t97Z1d9cJ87il5D/8u
    o1MwUTAdBgNVHQ4EFgQUdMyJiVipd4iIOK7lQSzqCzhGvbgwHwYDVR0jBBgwFoAU
    dMyJiVipd4iIOK7lQSzqCzhGvbgwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQD
    AgNIADBFAiEAqGBOfLWisYtaShac2UF//w1ApEx4opZNNpmjB+QYevUCIHn3BzQa
    Qsz8ejqkyaQJuXs+g1vFRVebMu2k1QMtLgq5
    -----END CERTIFICATE-----
    """

  /// Of `server.test`.
  package static let server = """
    -----BEGIN CERTIFICATE-----
    MIIBkzCCATqgAwIBAgIUU4ptIqZdLMQx+hZk64R4V1CXP/swCgYIKoZIzj0EAwIw
    IDEeMBwGA1UEAwwVUmlhbHRvIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMTA4MTY1
    MloYDzIxMjYxMDI4MDgxNjUyWjAWMRQwEgYDVQQDDAtzZXJ2ZXIudGVzdDBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABOUjbMm2ebob5ErTVTER1r1+bEMuZUlPrSlB
    3Bh4Bu5WPx7MST8eMI9dNlspRXoBtLlpEwYLL2eYHLayWhGAmXajWjBYMBYGA1Ud
    EQQPMA2CC3NlcnZlci50ZXN0MB0GA1UdDgQWBBSn5o3xMak8JfI9IDDYc9ytuKG8
    zDAfBgNVHSMEGDAWgBR0zImJWKl3iIg4ruVBLOoLOEa9uDAKBggqhkjOPQQDAgNH
    ADBEAh9Y5CNgAHVF6tuv7nHUCstezNPxVc2rLLdidMWpTADQAiEAjIbQtzzzD+tC
    2J4p7x4w+nVdTLRCRMprERwedtwFbjk=
    -----END CERTIFICATE-----
    """

  /// The key of `server`.
  package static let serverKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgW86M2dmoiMj7ssa+
    4mL27wR44zOFmtig1F7PTuzRmMihRANCAATlI2zJtnm6G+RK01UxEda9fmxDLmVJ
    T60pQdwYeAbuVj8ezEk/HjCPXTZbKUV6AbS5aRMGCy9nmBy2sloRgJl2
    -----END PRIVATE KEY-----
    """

  /// Of `client.test`.
  package static let client = """
    -----BEGIN CERTIFICATE-----
    MIIBlDCCATqgAwIBAgIUU4ptIqZdLMQx+hZk64R4V1CXP/wwCgYIKoZIzj0EAwIw
    IDEeMBwGA1UEAwwVUmlhbHRvIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMTA4MTY1
    MloYDzIxMjYxMDI4MDgxNjUyWjAWMRQwEgYDVQQDDAtjbGllbnQudGVzdDBZMBMG
    ByqGSM49AgEGCCqGSM49AwEHA0IABDRPVgPh7IgpD9icUALbC7t/wpWq7cx2VYXl
    H4jbzmrEACmQGNm1gng9U5kdcreKZAEuo9XXcfusQ7nPtiv5vqKjWjBYMBYGA1Ud
    EQQPMA2CC2NsaWVudC50ZXN0MB0GA1UdDgQWBBQiLs1AMqV7/NEsS8v83VlW0dDe
    RjAfBgNVHSMEGDAWgBR0zImJWKl3iIg4ruVBLOoLOEa9uDAKBggqhkjOPQQDAgNI
    ADBFAiBLPikFFQlMjljwEiQ8+lghPuPh8Ez/z5UAb4JvOCbtMAIhAJaWbh12vHGq
    PN99vSFP9asKvL8UlbAyaxXodEuTP1Js
    -----END CERTIFICATE-----
    """

  /// The key of `client`.
  package static let clientKey = """
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggUkv6BiHGIakeppg
    nCZS1zmDIjm81K1UrXNBiQvdCUuhRANCAAQ0T1YD4eyIKQ/YnFAC2wu7f8KVqu3M
    dlWF5R+I285qxAApkBjZtYJ4PVOZHXK3imQBLqPV13H7rEO5z7Yr+b6i
    -----END PRIVATE KEY-----
    """
}
