import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import NIOCore
import Storage
import Testing

@Suite("Lists without end")
struct StreamingTests {
    /// About four megabytes of answer.
    private var content: FakeStore.Content {
        var content = FakeStore.Content()
        content.messages = (1...4_000).map { number in
            var message = Samples.message(number)
            message.message.payload = [UInt8](repeating: 0x61, count: 1_000)
            return message
        }
        content.sliceItems = 100
        return content
    }

    @Test("all slices arrive as one list")
    func complete() async throws {
        let site = try await TestSite(content)
        let answer = try await site.get("/api/v1/hpfeeds?limit=0")
        #expect(answer.headers[.contentLength] == nil)
        #expect(try answer.items("hpfeeds").count == 4_000)
        #expect(try await site.get("/api/v1/hpfeeds?limit=3500").items("hpfeeds").count == 3_500)
        let small = try await site.get("/api/v1/hpfeeds?limit=300")
        #expect(try small.items("hpfeeds").count == 300)
        #expect(small.headers[.contentLength] != nil)
    }

    @Test("a slice may be empty and not the last")
    func emptySlices() async throws {
        var content = self.content
        content.messages = Array(content.messages.prefix(3))
        content.sliceItems = 1
        let site = try await TestSite(content)
        #expect(try await site.get("/api/v1/hpfeeds?limit=2").items("hpfeeds").count == 2)
    }

    @Test("a fault after the head breaks the connection off instead of ending the list")
    func lateFault() async throws {
        var content = self.content
        content.slicesBeforeFailure = 30
        let site = try await TestSite(content)
        let headers = site.authorization("all")
        await #expect(throws: (any Error).self) {
            try await site.test(.live) { client in
                _ = try await client.execute(uri: "/api/v1/hpfeeds?limit=0", method: .get, headers: headers)
            }
        }
    }

    @Test("over a socket, with HEAD and keep-alive")
    func live() async throws {
        let site = try await TestSite(content)
        let headers = site.authorization("all")
        try await site.test(.live) { client in
            let head = try await client.execute(uri: "/api/v1/hpfeeds?limit=2", method: .head, headers: headers)
            #expect(head.status == .ok && head.body.readableBytes == 0)
            let answer = try await client.execute(uri: "/api/v1/hpfeeds?limit=0", method: .get, headers: headers)
            #expect(try answer.items("hpfeeds").count == 4_000)
            let next = try await client.execute(uri: "/livez", method: .get)
            #expect(next.text == "alive\n")
        }
    }
}
