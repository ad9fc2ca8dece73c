import Intelligence
import Model
import Testing

@Suite struct CallerTests {
    @Test func onlyWhatIsGrantedIsAllowed() {
        let caller = Caller(
            username: "ana", organization: "Lab", reader: ObjectReader(), permissions: ["Indicator.read"], writableSources: [])
        #expect(caller.may("Indicator.read"))
        #expect(!caller.may("Indicator.write"))
    }
}
