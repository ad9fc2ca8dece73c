import Accounts
import Testing

@Suite("Credentials and networks")
struct CredentialsTests {
    @Test(
        "the Authorization header",
        arguments: [
            ("ApiKey a:b", "a", "b"), ("apikey a:b", "a", "b"), ("APIKEY   a:b:c", "a", "b:c"),
            ("ApiKey user@x.y:0123", "user@x.y", "0123"),
        ])
    func header(_ row: (value: String, user: String, key: String)) {
        let credentials = APIKeyCredentials(authorization: row.value)
        #expect(credentials?.user == row.user && credentials?.key == row.key)
        #expect(credentials.map { "\($0)".contains(row.key) && row.key.count > 3 } == false)
    }

    @Test("what is none", arguments: ["", "ApiKey", "ApiKey a", "ApiKey :b", "ApiKey a:", "Basic a:b", "ApiKeya:b", "a:b"])
    func noHeader(_ value: String) {
        #expect(APIKeyCredentials(authorization: value) == nil)
    }

    @Test(
        "networks",
        arguments: [
            ("192.0.2.0/24", "192.0.2.77", true), ("192.0.2.0/24", "192.0.3.1", false), ("192.0.2.7", "192.0.2.7", true),
            ("192.0.2.7", "192.0.2.8", false), ("0.0.0.0/0", "8.8.8.8", true), ("192.0.2.0/25", "192.0.2.128", false),
            ("2001:db8::/32", "2001:db8:1::1", true), ("2001:db8::/32", "2001:db9::1", false), ("0.0.0.0/0", "2001:db8::1", false),
            ("192.0.2.0/24", "::ffff:192.0.2.1", true), ("fe80::/10", "fe80::1%eth0", true), ("192.0.2.0/24", "-", false),
        ])
    func networks(_ row: (network: String, address: String, contains: Bool)) throws {
        #expect(try #require(Network(row.network)).contains(row.address) == row.contains)
    }

    @Test("no networks", arguments: ["", "x", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2/24", "2001:db8::/129", "1.2.3.4/+8"])
    func noNetworks(_ text: String) {
        #expect(Network(text) == nil)
    }
}
