#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace faultline {

/// Takes "&amp;", "&#10;" or "&#x2013;" from the front of `text` and appends what it stands for; false and both untouched otherwise.
bool takeCharacterReference(std::string_view& text, std::string& out);

/// The text with its character references resolved.
std::string withoutReferences(std::string_view text);

/// Cuts HTML or XML into tags and text, in order, in one pass. Nothing is refused: what is no tag is text. Comments, declarations and
/// the contents of <script> and <style> are passed over; CDATA is text. No tree is built, so depth costs nothing.
class MarkupScanner {
public:
    enum class Part { Open, Close, Text, End };

    explicit MarkupScanner(std::string_view text) : m_text(text) {}

    Part next();
    /// Of a tag, in lower case: "td", "dc:date".
    const std::string& name() const { return m_name; }
    /// "<br/>": no Close follows.
    bool isEmptyElement() const { return m_isEmpty; }
    /// Of an opening tag; "" when it is not there.
    std::string attribute(std::string_view name) const;
    /// Of a Text part, with its references resolved.
    std::string text() const;

private:
    bool passOver();
    Part tag();
    void passContent();

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_name;
    std::string_view m_inside;    // a tag's attributes, or a text
    bool m_isEmpty = false;
    bool m_isRaw = false;         // CDATA
};

}    // namespace faultline
