/*{
  "name": "cutout",
  "about": "The person alone, their colour premultiplied by the matte, before nothing or before chroma green; their edge loses the room's colour.",
  "kind": "point",
  "hides": true,
  "params": {
    "green": {"default": 0.0, "min": 0.0, "max": 1.0, "about": "what is behind the person; 0 nothing, 1 chroma green"},
    "clean": {"default": 1.0, "min": 0.0, "max": 1.0, "about": "how far the room's colour is taken out of the edge; 0 leaves it in"}
  }
}*/
const vec3 cutout_key = vec3(0.0, 1.0, 0.0);
const float cutout_near = 0.02;  // less of the person or the room near than this tells nothing of its colour
const float cutout_least = 0.01;  // person and room of one colour: nothing divides by nought

// The person's own colour, as `composite` finds it: that of the person nearby, and of what the mixture with the room nearby
// does not explain the person's share.
vec3 cutout_own(vec3 color, float alpha, vec2 uv) {
  vec4 person = texture(u_person, focused(uv));
  vec4 room = texture(u_room, focused(uv));
  if (person.a < cutout_near || room.a < cutout_near) return color;
  vec3 seen = texture(u_frame, uv).rgb;
  vec3 rest = seen - mix(room.rgb, person.rgb, alpha);
  vec3 away = room.rgb - person.rgb;
  rest -= away * max(dot(rest, away), 0.0) / max(dot(away, away), cutout_least);
  vec3 own = person.rgb + alpha * rest;
  return color + clamp(own, 0.0, 1.0) - seen;
}

vec4 cutout(vec4 color, vec2 uv) {
  vec3 behind = cutout_key * cutout_green;
  if (color.a <= 0.0) return vec4(behind, 0.0);
  if (color.a >= 1.0) return color;
  vec3 person = clamp(mix(color.rgb, cutout_own(color.rgb, color.a, uv), cutout_clean), 0.0, 1.0);
  return vec4(mix(behind, person, color.a), color.a);
}
