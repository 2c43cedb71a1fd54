// Frames around lines: detection, and peeling with frames that may not fit.
#include "app/import/linewrapper.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

namespace {

void peel(const std::vector<LineWrapper>& layers, const std::vector<std::string_view>& lines)
{
    LineUnwrapper unwrapper(layers);
    std::string_view inner;
    for (const std::string_view line : lines) {
        const std::string own(line);
        const auto outcome = unwrapper.unwrap(own, inner);
        fuzz::touch(inner);
        if (outcome == LineUnwrapper::Outcome::NotWrapped)
            fuzz::require(inner == own, "an unwrapped line came out changed");
    }
    for (int rest = 0; unwrapper.finish(inner); ++rest) {
        fuzz::touch(inner);
        fuzz::require(rest < 16, "finish() goes on for ever");
    }
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const fuzz::Given given = fuzz::given(data, size);
    const auto lines = fuzz::linesOf(given.text);
    const auto detected = detectWrappers(lines);
    fuzz::require(detected.size() <= 4, "more than four layers");
    peel(detected, lines);
    const auto first = static_cast<LineWrapper>(given.choices % 6);
    const auto second = static_cast<LineWrapper>(given.choices / 6 % 6);
    peel({first}, lines);
    peel({first, second}, lines);
    return 0;
}
