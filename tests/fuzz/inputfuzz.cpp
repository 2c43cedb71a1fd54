// Decompression, archives and decoding of any bytes in memory, with small limits.
#include "app/base/text.h"
#include "app/import/bytesource.h"
#include "tests/fuzz/fuzz.h"

using namespace faultline;

namespace {

bool hasMark(std::string_view text)
{
    return text.substr(0, 3) == "\xEF\xBB\xBF";
}

void checkPlain(Input& input, std::string_view content, std::string_view text)
{
    if (!input.layers().empty())
        return;
    const std::string_view expected = hasMark(content) ? content.substr(3) : content;
    fuzz::require(text == expected, "a plain file came out changed");
    fuzz::require(input.hashedBytes() == content.size(), "the hash does not cover the file");
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view content(reinterpret_cast<const char*>(data), size);
    InputLimits limits;
    limits.ratioAfterBytes = 1'000'000;
    limits.largestRatio = 50;
    limits.members = 50;
    std::uint64_t total = 0;
    std::vector<char> buffer(64 * 1024);
    const auto done = visitInputsOf(content, "in", limits, [&](Input& input) -> Result<void> {
        fuzz::require(withVisibleControls(input.path()) == input.path(), "a path with control characters");
        std::string text;
        bool isMember = input.path() != "in";
        while (true) {
            const auto got = input.read(buffer.data(), buffer.size());
            if (!got) {
                fuzz::require(!got.error().what.empty() && !got.error().why.empty(), "an error without reason");
                return {};
            }
            if (*got == 0)
                break;
            fuzz::require(*got <= buffer.size(), "more bytes than there is room");
            text.append(buffer.data(), *got);
        }
        total += text.size();
        fuzz::require(input.sha256().size() == 64, "no hash at the end");
        if (!isMember)
            checkPlain(input, content, text);
        return {};
    });
    // Every layer may grow to the first limit before the ratio counts; UTF-16 grows by half.
    fuzz::require(total <= 8 * limits.ratioAfterBytes + 100 * content.size(), "more came out than the limits allow");
    if (!done)
        fuzz::require(!done.error().message().empty(), "an error without text");
    return 0;
}
