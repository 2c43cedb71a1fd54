#include "ui/plaintext.h"

#include "app/base/text.h"
#include "ui/convert.h"

namespace faultline {

QString shownText(std::string_view text, qsizetype limit)
{
    return toQString(withVisibleControls(shortened(text, static_cast<std::size_t>(limit))));
}

QString shownText(const QString& text, qsizetype limit)
{
    return shownText(std::string_view(toStd(text.size() > limit ? text.left(limit) + QChar(0x2026) : text)), limit * 4);
}

QString plainToolTip(const QString& text)
{
    if (text.isEmpty())
        return text;
    return QStringLiteral("<p style=\"white-space:pre-wrap\">") + shownText(text).toHtmlEscaped() + QStringLiteral("</p>");
}

}    // namespace faultline
