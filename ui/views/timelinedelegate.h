#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QStyledItemDelegate>

namespace faultline {

class CaseSession;
class Theme;

/// Draws the cells of the timeline and edits them in place. A text that cannot be taken keeps its editor open and says why below it.
class TimelineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    TimelineDelegate(CaseSession& session, const Theme& theme, QObject* parent);

    static constexpr int padding = 8;
    QFont badgeFont() const;
    enum class TagPlace { Title, Column };    ///< badges behind the title, or words in their own column
    void setTagPlace(TagPlace place) { m_tagPlace = place; }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    int heightOf(const QModelIndex& title, int width, const QFont& font) const;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    enum class ZoneLabel { Shown, Left };    ///< stands once on top of what is seen
    void paintHeading(QPainter& painter, const QRect& rect, const QModelIndex& heading, const QFont& font, ZoneLabel label) const;

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void setEditorData(QWidget* editor, const QModelIndex& index) const override;
    void setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const override;
    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    /// The editor whose text cannot be taken; nothing when there is none.
    QLineEdit* refusedEditor() const { return m_problem ? m_editor.data() : nullptr; }
    QString problem() const;

signals:
    void givenUp();    ///< Esc in an editor

private:
    void paintTitle(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index, const QRect& text) const;
    void paintBadge(QPainter& painter, const QRect& rect, const QString& tag, bool isInWindow) const;
    void paintCount(QPainter& painter, const QStyleOptionViewItem& option, const QString& count) const;
    bool isRefused(QLineEdit* editor);
    void showProblem(QLineEdit* editor, const QString& problem);
    void addCompletion(QLineEdit* editor, const QModelIndex& index) const;

    CaseSession& m_session;
    const Theme& m_theme;
    TagPlace m_tagPlace = TagPlace::Title;
    mutable QPointer<QLineEdit> m_editor;
    mutable QPersistentModelIndex m_edited;
    mutable QPointer<QLabel> m_problem;
};

}    // namespace faultline
