"""What a lesson is made of, in the order an author picks it."""

from wagtail.blocks import StreamBlock

from curriculum.blocks.callout import CalloutBlock
from curriculum.blocks.code import CodeBlock
from curriculum.blocks.exercise import ExerciseBlock
from curriculum.blocks.live import LiveExampleBlock
from curriculum.blocks.media import PictureBlock, RecordingBlock
from curriculum.blocks.question import QuestionBlock
from curriculum.blocks.text import TextBlock


class LessonBody(StreamBlock):
    text = TextBlock()
    code = CodeBlock()
    live = LiveExampleBlock()
    picture = PictureBlock()
    recording = RecordingBlock()
    callout = CalloutBlock()
    question = QuestionBlock()
    exercise = ExerciseBlock()


__all__ = [
    "CalloutBlock",
    "CodeBlock",
    "ExerciseBlock",
    "LessonBody",
    "LiveExampleBlock",
    "PictureBlock",
    "QuestionBlock",
    "RecordingBlock",
    "TextBlock",
]
