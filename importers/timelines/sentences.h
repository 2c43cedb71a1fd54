#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultline {

/// The first sentence, cut at 200 bytes at most; `rest` takes what follows.
std::string firstSentence(std::string_view text, std::string& rest);

/// Where the sentence that begins at `from` ends: behind its full stop, or at the end of the text.
std::size_t sentenceEnd(std::string_view text, std::size_t from);

bool endsSentence(std::string_view text);

}    // namespace faultline
