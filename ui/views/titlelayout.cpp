#include "ui/views/titlelayout.h"

#include <QFontMetrics>
#include <QTextLayout>

#include <algorithm>

namespace faultline {

namespace {

constexpr int mostLines = 2;
constexpr qsizetype longestText = 600;    // characters looked at; two lines never hold more
constexpr int badgePadding = 5;
constexpr int badgeGap = 6;

QStringList wrapped(const QString& title, const QFont& font, int width)
{
    const QFontMetrics metrics(font);
    if (metrics.horizontalAdvance(title) <= width)
        return {title};
    QTextLayout layout(title, font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    QStringList lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        if (lines.size() + 1 == mostLines) {
            lines << metrics.elidedText(title.mid(line.textStart()), Qt::ElideRight, width);
            break;
        }
        lines << title.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines;
}

}    // namespace

TitleLayout TitleLayout::of(const QString& title, const QStringList& tags, const QFont& font, const QFont& badgeFont, int width)
{
    width = std::max(width, 20);
    const QFontMetrics metrics(font);
    const QFontMetrics badgeMetrics(badgeFont);
    QString text = title.left(longestText);
    text.replace(QLatin1Char('\n'), QLatin1Char(' '));
    TitleLayout result;
    result.lines = wrapped(text, font, width);
    const int lineHeight = metrics.height();
    int x = metrics.horizontalAdvance(result.lines.back());
    for (const QString& tag : tags) {
        const int badge = std::min(badgeMetrics.horizontalAdvance(tag) + 2 * badgePadding, width);
        int gap = x == 0 ? 0 : badgeGap;
        if (x + gap + badge > width) {
            if (result.lines.size() < mostLines) {
                result.lines << QString();
                x = gap = 0;
            } else if (result.badges.isEmpty() && badge + badgeGap < width / 2) {
                result.lines.back() = metrics.elidedText(result.lines.back(), Qt::ElideRight, width - badge - badgeGap);
                x = metrics.horizontalAdvance(result.lines.back());
                gap = badgeGap;
            } else {
                break;
            }
        }
        const int top = (static_cast<int>(result.lines.size()) - 1) * lineHeight;
        const int height = std::min(badgeMetrics.height() + 2, lineHeight);
        result.badges << QRect(x + gap, top + (lineHeight - height) / 2, badge, height);
        x += gap + badge;
    }
    result.height = static_cast<int>(result.lines.size()) * lineHeight;
    return result;
}

}    // namespace faultline
